/** Without the dust of binary fractions: to a ten-thousandth of a millionth of a dollar. */
export const roundUsd = (usd: number): number => Math.round(usd * 1e10) / 1e10;
