/** What one section of the kernels took. */
export interface SectionProfile {
  readonly name: string;
  readonly milliseconds: number;
  /** Floating-point operations, 2 per multiply-add; 0 where they are not counted. */
  readonly flops: number;
  readonly calls: number;
}

interface Tally {
  milliseconds: number;
  flops: number;
  calls: number;
}

let sections: Map<string, Tally> | null = null;
let last = 0;

/** Begins to record what {@link mark} reports; off by default. */
export function startProfile(): void {
  sections = new Map();
  last = performance.now();
}

/** Ends the recording. @throws {Error} If none was begun. */
export function endProfile(): SectionProfile[] {
  if (sections === null) throw new Error("No profile was started");
  const found = [...sections].map(([name, tally]) => ({ name, ...tally }));
  sections = null;
  return found;
}

/** The time since the last mark was spent outside any section. */
export function markOutside(): void {
  if (sections !== null) last = performance.now();
}

/** The time since the last mark belongs to the section `name`. */
export function mark(name: string, flops = 0): void {
  if (sections === null) return;
  const now = performance.now();
  const tally = sections.get(name) ?? { milliseconds: 0, flops: 0, calls: 0 };
  tally.milliseconds += now - last;
  tally.flops += flops;
  tally.calls++;
  sections.set(name, tally);
  last = now;
}
