export { primaryEstimate } from "../analysis/primary_estimate.ts";
