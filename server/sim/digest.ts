/** Folds what happened in a run into one number pair, so that two runs can be compared. Not cryptographic. */
export class RunDigest {
  private a = 0x811c9dc5;
  private b = 0x9e3779b9;

  number(value: number): void {
    this.a = Math.imul(this.a ^ (value | 0), 0x01000193);
    this.b = Math.imul(this.b ^ (value | 0), 0x85ebca6b) + (this.a >>> 13);
  }

  text(value: string): void {
    for (let i = 0; i < value.length; i++) this.number(value.charCodeAt(i));
  }

  /** 16 hex digits. */
  toString(): string {
    return [this.a, this.b].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
  }
}
