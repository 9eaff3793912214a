/** Natural logarithm, relative error at most 1e-7: that of a few numbers, not of vectors. */
export function logarithm(x: f32): f32 {
  if (!(x > 0 && x < Infinity)) return x == 0 ? -Infinity : x < 0 ? NaN : x;
  // x = mantissa * 2^exponent with a mantissa from sqrt(1/2) to sqrt(2), whose logarithm is the series
  // of 2 artanh((mantissa - 1) / (mantissa + 1)). Float32's subnormal numbers are normal in float64.
  const bits = reinterpret<u64>(<f64> x) + 0x00095F619980C433;
  const exponent = <i32> (bits >> 52) - 1023;
  const mantissa = reinterpret<f64>((bits & 0x000FFFFFFFFFFFFF) + 0x3FE6A09E667F3BCD);
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  const series = 2 + z * (2.0 / 3 + z * (2.0 / 5 + z * (2.0 / 7 + z * (2.0 / 9 + z * (2.0 / 11)))));
  return <f32> (<f64> exponent * 0.6931471805599453 + s * series);
}
