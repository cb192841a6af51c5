/**
 * Composes a node from its parts, and takes it apart in order: first nobody may ask, then nobody may tell, then the driver
 * finishes what is under way, then ledger and stores close.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BlockSyncService, ChainQueryService, ConsensusService, GossipService, NodeEventsService } from "#proto";
import { decodeHeader } from "#server/chain";
import { startLedger } from "#server/ledger";
import type { Running } from "#server/lib/lifecycle";
import type { Log } from "#server/lib/log";
import { createGrpcServer } from "#server/rpc";
import { chainFacts, createDriver, Library } from "./driver";
import { EventHub } from "./events/hub";
import { Mempool } from "./mempool";
import { Network } from "./network";
import type { NodeConfig } from "./node-config";
import { createNodeLog } from "./node-log";
import { blockSyncService } from "./rpc-services/block-sync";
import { chainQueryService } from "./rpc-services/chain-query";
import type { NodeFace } from "./rpc-services/face";
import { FinalityWaiters } from "./rpc-services/finality-waiters";
import { sampleStorage, startHeartbeat } from "./rpc-services/heartbeat";
import { nodeEventsService } from "./rpc-services/node-events";
import { BlockStore, ConsensusLog } from "./storage";

/** Transactions that a peer is told when its link comes up; the rest reach it in blocks. */
const SHARED_AT_LINK_MAX = 2_048;

function packageVersion(): string {
  const json: { version: string } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return json.version;
}

export interface RunningNode extends Running {
  /** What the services see, for whoever runs nodes inside its own process. */
  readonly face: NodeFace;
}

/** @throws Error with a sentence for the operator when it can't start */
export async function startNode(config: NodeConfig): Promise<RunningNode> {
  const hub = new EventHub();
  const log = createNodeLog(config.id, config.logLevel, hub);
  const version = packageVersion();
  const onFatal = (error: unknown) => {
    log.fatal({ err: error }, `the node ends: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  };
  const { ledger, store, records, facts } = await openStores(config, log);
  const library = new Library(store, facts);
  const waiters = new FinalityWaiters();
  let stateRoot = decodeHeader((await store.get(store.head.hash))?.header ?? facts.genesisBlock.header).stateRoot;
  const network = new Network(
    {
      nodeId: config.id,
      version,
      genesisHash: facts.genesisHash,
      position: () => ({ head: store.head, final: store.final }),
    },
    config.peers,
    hub,
    log,
  );
  const mempool = new Mempool({
    ledger,
    chainId: facts.genesis.chainId,
    gasLimit: BigInt(facts.genesis.gasLimit),
    hub,
    stateRoot: () => stateRoot,
    share: (raws, from) => network.share(raws, from),
    onDropped: (hash, code, reason) => waiters.onDropped(hash, code, reason),
  });
  const driver = await createDriver({
    ...{ facts, store, records, ledger, library, mempool, network, hub, log, onFatal },
    onFinal: (block) => waiters.onFinal(block),
    onHead: (block) => {
      stateRoot = decodeHeader(block.header).stateRoot;
    },
  });
  const storage = sampleStorage(config.dataDir);
  const face: NodeFace = {
    ...{ facts, version, hub, store, ledger, mempool, waiters },
    consensus: () => driver.status(),
    command: (command) => driver.command(command),
    peersUp: () => network.peersUp(),
    storageBytes: storage.bytes,
  };
  const server = await createGrpcServer({
    listen: config.listen,
    setting: `"listen" in node.json (CHAINGLASS_GRPC_PORT for a devnet)`,
    log,
    services: (grpc) => {
      grpc.addService(ChainQueryService, chainQueryService(face));
      grpc.addService(NodeEventsService, nodeEventsService(hub));
      grpc.addService(BlockSyncService, blockSyncService(store));
      grpc.addService(ConsensusService, network.consensusService());
      grpc.addService(GossipService, network.gossipService());
    },
  });
  network.start({
    peerUp: (id) => {
      driver.peerUp(id);
      const waiting = [...mempool.pool.entries()].slice(0, SHARED_AT_LINK_MAX);
      network.shareWith(
        id,
        waiting.map(({ raw }) => raw),
      );
    },
    message: (from, message) => driver.message(from, message),
    greeted: (from, head) => driver.greeted(from, head),
    transactions: async (raws, from) => {
      const admissions = await Promise.all(raws.map((raw) => mempool.admit(raw, from)));
      return admissions.filter(({ ok }) => ok).length;
    },
  });
  driver.start();
  const stopHeartbeat = startHeartbeat(face, onFatal);
  log.info({ address: server.address, height: store.head.height }, `${config.id} serves ${server.address}`);
  return {
    facts: { address: server.address, nodeId: config.id },
    face,
    async stop() {
      log.info("stopping");
      stopHeartbeat();
      storage.stop();
      await server.stop();
      await network.stop();
      await driver.stop();
      await ledger.close();
      await records.close();
      await store.close();
    },
  };
}

async function openStores(config: NodeConfig, log: Log) {
  const { genesis, privateKey, id, dataDir } = config;
  const ledger = await startLedger({ stateDir: join(dataDir, "state"), genesis });
  try {
    const facts = chainFacts({ self: id, privateKey, genesis, genesisRoot: ledger.genesisRoot });
    // Locks the data directory, and refuses another chain's, before anything else is written.
    const store = await BlockStore.open(join(dataDir, "blocks"), facts.genesisBlock);
    try {
      const owner = { nodeId: id, genesisHash: facts.genesisHash };
      const records = await ConsensusLog.open(join(dataDir, "consensus"), { owner, policy: "group", log });
      return { ledger, store, records, facts };
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    await ledger.close();
    throw error;
  }
}
