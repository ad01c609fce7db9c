/** Most characters of somebody's input that are repeated in an error: enough to find the place, not enough to flood a log. */
const MAX_QUOTED_CHARACTERS = 60;

export const clip = (text: string): string =>
  text.length <= MAX_QUOTED_CHARACTERS ? text : `${text.slice(0, MAX_QUOTED_CHARACTERS)}…`;

/** Input as it is shown in errors: quoted, control characters escaped, cut where it is long. */
export const quoted = (value: string | number): string => JSON.stringify(clip(String(value)));
