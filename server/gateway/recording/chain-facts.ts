/** What holds for a recording as a whole: its ledger, rules and chain id, settled by the genesis file or by what comes first. */
import { engineOf, type ForeignGenesis, type Header, PUBLIC_GENESES, rulesOf } from "#server/chain";
import { equalBytes, to0x } from "#server/lib/bytes";
import { RecordingError } from "./errors";
import type { FoundBlock } from "./source";

export class ChainFacts {
  #rules: string | null;
  ledger: "account" | "utxo" | null = null;
  chainId: number;
  genesisHash: Uint8Array;
  #newest: Pick<Header, "difficulty"> = { difficulty: 1n };

  constructor(readonly genesis: ForeignGenesis | null) {
    this.#rules = genesis?.rules ?? null;
    this.chainId = genesis?.chainId ?? 0;
    this.genesisHash = genesis?.hash ?? new Uint8Array(0);
  }

  get rules(): string {
    return this.#rules ?? "ethereum";
  }

  rulesFor(header: Header): string {
    this.#rules ??= rulesOf(header);
    return this.#rules;
  }

  /** @throws RecordingError where a block is of another kind of chain than those before */
  take(file: string, block: FoundBlock): void {
    const ledger = block.utxoRules ? "utxo" : "account";
    const rules = block.utxoRules ?? this.rules;
    if (this.ledger && (this.ledger !== ledger || (block.utxoRules && rules !== this.#rules)))
      throw new RecordingError(file, `a block by the rules ${rules}, but those before are by ${this.rules}`, {
        offset: block.offset,
      });
    if (block.height === 0 && !this.genesis && this.#isOther(block.hash))
      throw new RecordingError(
        file,
        `block 0 has the hash ${to0x(block.hash)}, but that of the files before is ${to0x(this.genesisHash)}: another chain`,
        { offset: block.offset },
      );
    this.ledger = ledger;
    if (block.utxoRules) this.#rules = block.utxoRules;
    else if (block.header) this.#rules ??= rulesOf(block.header);
    if (this.chainId === 0) this.chainId = block.chainId;
    if (block.header) this.#newest = block.header;
    if (block.height === 0 && this.genesisHash.length === 0) this.#begin(block.hash);
  }

  #isOther(hash: Uint8Array): boolean {
    return this.genesisHash.length > 0 && !equalBytes(hash, this.genesisHash);
  }

  #begin(hash: Uint8Array): void {
    this.genesisHash = hash;
    const known = Object.values(PUBLIC_GENESES).find((each) => equalBytes(each.hash, hash));
    if (known && this.chainId === 0) this.chainId = known.chainId;
  }

  /** The engine in the contract's words: the one that made a block, or else the newest. */
  engineAt(header: Pick<Header, "difficulty"> | null): string {
    if (this.ledger === "utxo") return "pow";
    return engineOf(this.rules, header ?? this.#newest) ?? "ethash";
  }
}
