/** An equivalence margin and where it comes from. */
export interface Margin {
  /** As a fraction: 0.01 is one percentage point of accuracy. */
  readonly margin: number;
  /** One sentence without a full stop. */
  readonly reason: string;
}

/** The margin wherever the baseline errs on at least {@link LARGE_ERROR}. */
const USUAL = 0.01;
const LARGE_ERROR = 0.1;
const SHARE = 0.1;
const FLOOR = 0.002;

/**
 * The equivalence margin by rule: 1.0 percentage point where the baseline's validation error is at
 * least 10 %, otherwise a tenth of that error, but never below 0.2 points. It depends on the
 * validation split only, never on the spread of the results that it will judge.
 *
 * @param validationError Error of the baseline on the validation split, a fraction.
 * @throws {RangeError} If that is not between 0 and 1.
 *
 * Source: statistical protocol, 3.5.
 */
export function equivalenceMargin(validationError: number): Margin {
  if (!(validationError >= 0 && validationError <= 1)) {
    throw new RangeError(`A validation error is a fraction from 0 to 1, got ${validationError}`);
  }
  const error = `the baseline's validation error (${(validationError * 100).toFixed(1)} %)`;
  // One part in 10^9: an accuracy of 0.9 is an error of 0.09999999999999998.
  if (validationError >= LARGE_ERROR * (1 - 1e-9)) {
    return { margin: USUAL, reason: `1.0 pp by rule, as ${error} is at least 10 %` };
  }
  const share = SHARE * validationError;
  return share >= FLOOR
    ? { margin: share, reason: `10 % of ${error}, by rule for errors below 10 %` }
    : { margin: FLOOR, reason: `the floor of 0.2 pp by rule, as 10 % of ${error} is less` };
}
