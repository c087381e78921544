// The numbers of the elements on the page, from 0: they make the ids in the elements unique.

const used = new Set<number>();

/** Takes the smallest unused number. */
export function takeNumber(): number {
  let number = 0;
  while (used.has(number)) number++;
  used.add(number);
  return number;
}

/** Makes a number available to other elements. */
export function releaseNumber(number: number): void {
  used.delete(number);
}
