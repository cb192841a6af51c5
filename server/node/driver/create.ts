/** The driver of the engine that the chain's genesis names. */
import { Driver } from "./driver";
import type { DriverContext, NodeDriver } from "./face";
import { poaProtocol } from "./poa/protocol";
import { raftProtocol } from "./raft/protocol";

/** @throws StorageError when what is on disk can't be made sense of */
export function createDriver(context: DriverContext): Promise<NodeDriver> {
  switch (context.facts.genesis.engine) {
    case "poa":
      return Driver.create(context, poaProtocol(context));
    case "raft":
      return Driver.create(context, raftProtocol(context));
  }
}
