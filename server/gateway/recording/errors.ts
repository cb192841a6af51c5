/** A recording that can't be served, or not whole; the message names the file, the place, and what was expected there. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";

  constructor(
    readonly file: string,
    readonly detail: string,
    options?: ErrorOptions & { readonly offset?: number },
  ) {
    super(`${file}: ${options?.offset === undefined ? "" : `at byte ${options.offset}: `}${detail}`, options);
    this.offset = options?.offset ?? 0;
  }

  /** Where the first thing begins that can't be read. */
  readonly offset: number;
}
