import { BarrierEnded } from "./barrier.ts";
import { beginCourse } from "./course.ts";
import { exchangeGradients, type ReplicaContext } from "./gradient_exchange.ts";
import { goTo } from "./keep_course.ts";
import { makeStep, type Trainee } from "./make_step.ts";
import { type OrderKind, ORDERS, type Replicas } from "./replicas.ts";
import { foundValues } from "./shared_memory.ts";
import { showDigest } from "./show_digest.ts";
import type { TrainingState } from "./training_state.ts";

/** What a follower needs. */
export interface FollowOptions extends Omit<Trainee, "replicas"> {
  readonly context: Omit<ReplicaContext, "model">;
  /** The state that the leader sent. */
  readonly receive: () => Promise<TrainingState>;
  /** Seconds of a monotonic time source. */
  readonly now: () => number;
}

/**
 * Trains one replica as the leader says, until the leader ends.
 *
 * @throws {RangeError} If the shared memory was made for another model.
 */
export async function follow({ context, receive, now, ...own }: FollowOptions): Promise<void> {
  const { memory, barrier } = context;
  const replica = { ...context, model: own.model };
  const values = foundValues(own.model);
  if (memory.mean.length !== values) {
    throw new RangeError(`Replicas share ${memory.mean.length} numbers, this one has ${values}`);
  }
  const replicas: Replicas = {
    // It begins because the leader said so.
    begin: () => Promise.resolve(),
    average: (found) => exchangeGradients(found, replica),
  };
  const trainee = { ...own, replicas };
  const course = beginCourse(now);

  async function obey(order: OrderKind): Promise<void> {
    switch (order) {
      case "step":
        await makeStep(trainee, course, memory.learningRate[0]!);
        // The leader has the loss too.
        course.losses.dispose();
        break;
      case "restore":
        goTo(trainee, course, await receive());
        await barrier.pass();
        break;
      case "compare":
        await showDigest(replica);
        await barrier.pass();
        break;
      default:
        order satisfies never;
    }
  }

  try {
    while (true) {
      await barrier.pass();
      await obey(orderOf(memory.order[0]!));
    }
  } catch (error) {
    if (!(error instanceof BarrierEnded)) throw error;
  } finally {
    course.losses.dispose();
    course.norm?.dispose();
  }
}

function orderOf(number: number): OrderKind {
  const kinds = Object.keys(ORDERS) as OrderKind[];
  const found = kinds.find((kind) => ORDERS[kind] === number);
  if (found === undefined) throw new RangeError(`There is no order ${number}`);
  return found;
}
