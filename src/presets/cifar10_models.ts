/** The backbone of the paper's CIFAR-10 models. */
export const CIFAR10_BACKBONE = { kind: "resnet", depth: 18, cut: 1 };

/** The paper's CTM for CIFAR-10. Source: paper, appendix G, and the authors' script. */
export const CIFAR10_CTM = {
  ticks: 50,
  neurons: 256,
  inputWidth: 64,
  heads: 16,
  memoryLength: 15,
  nlmWidth: 64,
  synapseDepth: 5,
  outputPairs: 256,
  actionPairs: 512,
  backbone: CIFAR10_BACKBONE,
};

/** The paper's LSTM for CIFAR-10. */
export const CIFAR10_LSTM = {
  ticks: 50,
  width: 256,
  layers: 2,
  inputWidth: 64,
  heads: 16,
  backbone: CIFAR10_BACKBONE,
};
