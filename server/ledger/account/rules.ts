/**
 * Ethereum's rules as this ledger applies them: Cancun without blobs. The beacon chain's parts are absent: no beacon root
 * contract is called (the header's beacon root is zero), PREVRANDAO is zero, and the precompile for blob proofs is an empty
 * account. Native crypto is plugged into the library everywhere it asks for it.
 */
import { type Common, createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { Address, setLengthLeft } from "@ethereumjs/util";
import type { Crypto } from "#server/chain";

/** Transaction types that pools and blocks take; blobs (3) and authorizations (4) are not among them. */
export const TYPES_ADMITTED = [0, 1, 2];

/** EIP-4844's point evaluation. */
const POINT_EVALUATION = 0x0a;

export const PRECOMPILES_REMOVED = [{ address: new Address(setLengthLeft(Uint8Array.of(POINT_EVALUATION), 20)) }];

export function ledgerCommon(chainId: number, crypto: Crypto): Common {
  return createCustomCommon({ chainId }, Mainnet, {
    hardfork: Hardfork.Cancun,
    customCrypto: {
      keccak256: crypto.keccak256,
      sha256: crypto.sha256,
      ecrecover(digest, v, r, s, chainIdOfV) {
        const recovery = v < 2n ? v : chainIdOfV === undefined ? v - 27n : v - (2n * chainIdOfV + 35n);
        const signature = new Uint8Array(65);
        signature.set(setLengthLeft(r, 32), 0);
        signature.set(setLengthLeft(s, 32), 32);
        signature[64] = recovery === 0n || recovery === 1n ? Number(recovery) : 0xff;
        const publicKey = crypto.recoverPublicKey(digest, signature);
        if (!publicKey) throw new RangeError("the signature fits no key");
        return publicKey;
      },
    },
  });
}
