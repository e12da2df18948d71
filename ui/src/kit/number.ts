/** A count for reading: 12,345. */
export const n = (value: number): string => value.toLocaleString("en-GB");
