export { endProfile, type SectionProfile, startProfile } from "./profile.ts";
export { type InstalledKernels, installKernels, peakFlops } from "./install.ts";
export type { CoreInputs } from "./recurrence/recurrent_core.ts";
export type { CoreSource, ReportCore } from "./recurrence/core_source.ts";
export { ctmCore, type CtmCoreOptions } from "./recurrence/ctm_core_operation.ts";
export { lstmCore, type LstmCoreOptions } from "./recurrence/lstm_core_operation.ts";
