/** A recording that can't be served; the message names the file, and what was expected in it. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";

  constructor(
    readonly file: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${detail}`, options);
  }
}
