import type { Answers, Prediction } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";

/**
 * Reads what every tick answers where each position has its own logits: the most probable class,
 * the first among equals, and how probable the model holds it.
 */
export async function readAnswers({ logits, certainty }: Prediction): Promise<Answers> {
  const [, reads, positions, classes] = logits.shape;
  const { predicted, confidence } = tf.tidy(() => ({
    predicted: tf.argMax(logits, -1),
    confidence: tf.mean(tf.max(tf.softmax(logits), -1), -1),
  }));
  const answers: Answers = {
    reads,
    positions,
    classes,
    predicted: await predicted.data(),
    confidence: await confidence.data(),
    certainty: await certainty.data(),
  };
  tf.dispose([predicted, confidence]);
  return answers;
}
