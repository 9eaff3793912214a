import type { Backbone } from "./backbone_plan.ts";

/**
 * The default backbone: four convolutions that turn a 28x28 image into a 2x2 grid of 48 channels,
 * each place seeing the whole image. Smaller views slow CTM and LSTM down most, since their
 * attention mixes places without knowing where they are.
 */
export const DEFAULT_BACKBONE: Backbone = {
  kind: "small-conv",
  layers: [
    { channels: 12, size: 5, stride: 2 },
    { channels: 24, size: 5, stride: 2 },
    { channels: 48, size: 3, stride: 2 },
    { channels: 48, size: 3, stride: 2 },
  ],
};
