export * from "./classification.ts";
export * from "./two_tick_loss.ts";
