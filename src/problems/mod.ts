export * from "./augment.ts";
export * from "./classification.ts";
export * from "./image_batches.ts";
export * from "./two_tick_loss.ts";
