import type { ExamplePicture, Model } from "../contract/mod.ts";
import type { Activity } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";

/**
 * Records what one example does inside a model with ticks: post-activations, attention and
 * predictions of every tick.
 *
 * @returns `null` for a model that reports no post-activations.
 */
export async function recordActivity(
  model: Model,
  picture: ExamplePicture,
): Promise<Activity | null> {
  const neurons: tf.Tensor[] = [];
  const attention: tf.Tensor[] = [];
  let grid: [number, number] = [0, 0];
  const input = picture.input();
  const prediction = model.forward(input, {
    mode: "evaluate",
    observe: (name, _tick, value) => {
      if (name === "postActivations") neurons.push(tf.keep(value.clone()));
      if (name === "features") grid = [value.shape[1]!, value.shape[2]!];
      // Heads are averaged: the picture shows where the model looks, not how it divides the work.
      if (name === "attention") attention.push(tf.keep(tf.mean(value, [0, 1])));
    },
  });
  const answers = tf.tidy(() => {
    const logits = tf.squeeze(prediction.logits, [0, 2]);
    return {
      predicted: tf.argMax(logits, 1) as tf.Tensor,
      confidence: tf.max(tf.softmax(logits), 1) as tf.Tensor,
    };
  });
  const predicted = await answers.predicted.data();
  const confidence = await answers.confidence.data();
  const certainty = await prediction.certainty.data();
  const rows = (tensors: tf.Tensor[]) =>
    Promise.all(tensors.map(async (tensor) => [...await tensor.data()]));
  const { example, label, classNames, height, width, channels, pixels } = picture;
  const activity: Activity = {
    example,
    label,
    classNames,
    image: { height, width, channels, pixels },
    neurons: await rows(neurons),
    attention: await rows(attention),
    grid,
    perTick: Array.from(predicted, (value, tick) => ({
      predicted: value,
      confidence: confidence[tick]!,
      certainty: certainty[tick]!,
    })),
  };
  tf.dispose([input, prediction, answers, ...neurons, ...attention]);
  return neurons.length === 0 ? null : activity;
}
