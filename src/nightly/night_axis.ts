import type { HistoryPage } from "./history_page.ts";

/** The part of the span of the nights that is left free at both ends. */
const MARGIN = 0.04;
const HOUR = 3_600_000;

/** The axis of time that all charts of a history share: from the first night to the last one, in UTC. */
export function nightAxis({ history }: Pick<HistoryPage, "history">) {
  const times = history.map(({ started }) => Date.parse(started));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const free = first === last ? HOUR : MARGIN * (last - first);
  const start = first - free;
  const end = last + free;
  const axis = { tickCount: 6, labelOverlap: true };
  return {
    start,
    end,
    x: (field: string) => ({
      field,
      type: "temporal" as const,
      title: null,
      scale: { type: "utc" as const, domain: [start, end], nice: false },
      axis,
    }),
  };
}
