/** What the pool may hold. Each limit keeps one kind of flood from filling the memory or starving everyone else. */

export const POOL_COUNT_MAX = 8_192;
export const POOL_BYTES_MAX = 32 * 1024 * 1024;
/** Waiting transactions of one sender; also how far a nonce may lie ahead of the account's. */
export const SENDER_COUNT_MAX = 256;
export const TRANSACTION_BYTES_MAX = 128 * 1024;
/** A replacement pays at least so much more, in percent, so that replacing is never free. */
export const REPLACEMENT_PERCENT_MIN = 110n;
/** A transaction that no block has taken for so long is forgotten. */
export const LIFETIME_MS = 30 * 60_000;
/** Transactions that wait for admission. */
export const ADMISSION_QUEUE_MAX = 4_096;
/** Recovered and looked up together. */
export const ADMISSION_BATCH = 256;
/** Hashes of transactions that were handled lately, so that gossip does not bring them again. */
export const SEEN_MAX = 8_192;
