/** What the price of an option depends on; rate and volatility a year. */
export interface Market {
  readonly spot: number;
  readonly strike: number;
  readonly rate: number;
  readonly volatility: number;
  readonly years: number;
}

/** Black and Scholes (1973): the exact price of a European call on a share without dividends. */
export function blackScholesCall({ spot, strike, rate, volatility, years }: Market): number {
  const spread = volatility * Math.sqrt(years);
  const d1 = (Math.log(spot / strike) + (rate + volatility ** 2 / 2) * years) / spread;
  return spot * normalCdf(d1) - strike * Math.exp(-rate * years) * normalCdf(d1 - spread);
}

/** The normal distribution function by its series (Abramowitz and Stegun 26.2.10), to double precision for |x| < 6. */
export function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 && n < 200; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
