export { endProfile, type SectionProfile, startProfile } from "./profile.ts";
export { type InstalledKernels, installKernels, peakFlops } from "./install.ts";
