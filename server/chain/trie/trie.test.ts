import { createMPT } from "@ethereumjs/mpt";
import fc from "fast-check";
import { expect, it } from "vitest";
import { toHex } from "#server/lib/bytes";
import { nativeCrypto } from "#server/lib/crypto-native";
import { indexKey, orderedRoot } from "./build";
import { proveTransaction, verifyTransactionProof } from "./proof";

const lists = fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 300 });

it("has the root of the library's trie", async () => {
  expect(toHex(orderedRoot([], nativeCrypto))).toBe("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
  await fc.assert(
    fc.asyncProperty(lists, async (values) => {
      const trie = await createMPT();
      for (const [index, value] of values.entries()) await trie.put(indexKey(index), value);
      expect(toHex(orderedRoot(values, nativeCrypto))).toBe(toHex(trie.root()));
    }),
    { numRuns: 15 },
  );
});

it("proves every item, and nothing else", () => {
  fc.assert(
    fc.property(
      lists.filter((values) => values.length > 0),
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (values, pick, at, flip) => {
        const index = pick % values.length;
        const proof = proveTransaction(values, index, nativeCrypto);
        expect(verifyTransactionProof(proof, nativeCrypto)).toEqual(values[index]);
        const path = proof.path.map((node) => node.slice());
        const node = path[at % path.length];
        if (!node) throw new Error("a path has nodes");
        const byte = at % node.length;
        node[byte] = (node[byte] ?? 0) ^ flip;
        expect(verifyTransactionProof({ ...proof, path }, nativeCrypto)).toBeNull();
        const elsewhere = verifyTransactionProof({ ...proof, key: indexKey(values.length + index) }, nativeCrypto);
        expect(elsewhere).toBeNull();
        expect(verifyTransactionProof({ ...proof, path: [...proof.path, node] }, nativeCrypto)).toBeNull();
      },
    ),
    { numRuns: 60 },
  );
  expect(() => proveTransaction([Uint8Array.of(1)], 1, nativeCrypto)).toThrow("index 1");
});
