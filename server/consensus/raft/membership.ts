/** Who belongs to a Raft network: voters decide, learners only follow. Changed one member at a time, by a block. */
import type { NodeId } from "../engine";

export interface Member {
  readonly id: NodeId;
  readonly role: "voter" | "learner";
}
