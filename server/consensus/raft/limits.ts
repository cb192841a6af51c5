/** Everything that can grow in a Raft engine, with the reason of its bound. */

/** Blocks above the last certified one after which a leader waits: each must be held by all, and may be for nothing. */
export const UNFINAL_BLOCKS_MAX = 256;
/** Final blocks kept in memory for followers that lag; who lags more fetches the chain. */
export const FINAL_BLOCKS_KEPT = 1024;
/** The log is compacted when so many more have gathered, so that it is not copied with each block. */
export const COMPACTION_SLACK = 256;
/** Blocks in a follower's log that are not executed yet. It takes no more until its ledger has caught up. */
export const UNEXECUTED_BLOCKS_MAX = 512;
/**
 * The log in memory. A follower takes nothing beyond what it can execute; a leader has executed all, and waits for
 * finality. The rest is room for first blocks of terms, which are built whatever waits.
 */
export const LOG_BLOCKS_MAX = FINAL_BLOCKS_KEPT + COMPACTION_SLACK + 2 * UNFINAL_BLOCKS_MAX + UNEXECUTED_BLOCKS_MAX;
/** Blocks in one append: a frame must stay small, and a lost one is sent again whole. */
export const APPEND_BLOCKS_MAX = 16;
/** Appends sent to a follower and not answered yet. */
export const IN_FLIGHT_APPENDS_MAX = 32;
/** Writes of blocks that are not on disk yet. With a disk that slow, no more is taken on. */
export const UNPERSISTED_WRITES_MAX = 128;
/** Blocks under way in the driver's check. */
export const CHECKING_MAX = 32;
/** So often a block may be refused until a leader that can't execute its log gives way. */
export const CHECK_ATTEMPTS_MAX = 3;
/** The wait between two checks of a refused block doubles so often. */
export const CHECK_BACKOFF_DOUBLINGS_MAX = 5;
/** Certificates whose block is not executed yet. When full, every other one is dropped: the later ones cover them. */
export const CERTIFICATES_MAX = 64;
/** Acknowledgements sent again with the answer to a heartbeat, for the highest blocks: those cover the others. */
export const ACKNOWLEDGEMENTS_RESENT_MAX = 8;
/** Changes of members in the log in memory, of which all but one are final. Older ones are folded into the first. */
export const MEMBERSHIPS_MAX = 64;
/** Fetched blocks that a certificate may still come for. */
export const SYNCED_BLOCKS_MAX = 64;
/** After so many fetches in vain a snapshot is forgotten until the leader speaks of one again. */
export const FETCH_ATTEMPTS_MAX = 4;
/** Terms are counted in exact integers; a message beyond is nonsense. */
export const TERM_MAX = 2 ** 48;
