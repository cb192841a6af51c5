/** Where two written values differ, so that an eye finds the one wrong digit of a hash. Pure. */

export interface Run {
  readonly text: string;
  readonly differs: boolean;
}

function runsOf(text: string, differsAt: (index: number) => boolean): Run[] {
  const runs: { text: string; differs: boolean }[] = [];
  for (const [index, character] of [...text].entries()) {
    const differs = differsAt(index);
    const last = runs.at(-1);
    if (last?.differs === differs) last.text += character;
    else runs.push({ text: character, differs });
  }
  return runs;
}

/** Values of one length are compared place by place; of others, what lies between the common beginning and end differs. */
export function differencesOf(stated: string, computed: string): { stated: Run[]; computed: Run[] } {
  const [left, right] = [[...stated], [...computed]];
  if (left.length === right.length) {
    const differsAt = (index: number) => left[index] !== right[index];
    return { stated: runsOf(stated, differsAt), computed: runsOf(computed, differsAt) };
  }
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < shorter - head && left.at(-1 - tail) === right.at(-1 - tail)) tail++;
  const within = (length: number) => (index: number) => index >= head && index < length - tail;
  return { stated: runsOf(stated, within(left.length)), computed: runsOf(computed, within(right.length)) };
}
