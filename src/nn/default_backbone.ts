import type { Backbone } from "./backbone_plan.ts";

/**
 * The default backbone: three convolutions that turn a 28x28 image into a 4x4 grid of 32 channels,
 * each place seeing 29 pixels across. Smaller views slow CTM and LSTM down most, since their
 * attention mixes places without knowing where they are.
 */
export const DEFAULT_BACKBONE: Backbone = {
  kind: "small-conv",
  layers: [
    { channels: 8, size: 5, stride: 2 },
    { channels: 16, size: 5, stride: 2 },
    { channels: 32, size: 5, stride: 2 },
  ],
};
