/** A recorded chain, served over the same contract as a running node: at once, or at a pace as if it were being made. */
import { ChainQueryService, NodeEventsService } from "#proto";
import type { ForeignGenesis } from "#server/chain";
import type { Log } from "#server/lib/log";
import { createGrpcServer, serverStream } from "#server/rpc";
import { Announcer } from "./announcer";
import { Head } from "./head";
import { bootIdOf, queryService } from "./query-service";
import { Recording } from "./recording/recording";

export interface ReplayOptions {
  /** Files, or folders of files. */
  readonly paths: readonly string[];
  /** `host:port`. */
  readonly listen: string;
  /** What the first block has to follow; tells the engine and the chain id. */
  readonly genesis?: ForeignGenesis | null | undefined;
  /** What it is called where it does not fit: its file. */
  readonly genesisName?: string | undefined;
  /** Null or absent: the whole recording at once. */
  readonly blocksPerSecond?: number | null | undefined;
  readonly signal?: AbortSignal;
  readonly log?: Log;
}

export interface Replay {
  readonly address: string;
  readonly blocks: number;
  /** What was found odd and left aside, in sentences. */
  readonly notes: readonly string[];
  /** What could not be read, by file and place; what came before is served. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

/** @throws RecordingError before anything is served, where nothing can be */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const { paths, listen, genesis, genesisName, signal, log } = options;
  const recording = await Recording.open({ paths, genesis, genesisName, signal });
  for (const note of recording.notes) log?.warn(note);
  for (const fault of recording.faults) log?.error(fault.message);
  const stopping = new AbortController();
  const ends = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal;
  const head = new Head(recording, options.blocksPerSecond ?? null);
  const bootId = bootIdOf(head);
  const announcer = new Announcer(bootId, head);
  let address = listen;
  const server = await createGrpcServer({
    listen,
    setting: "--listen",
    ...(log ? { log } : {}),
    services(grpc) {
      grpc.addService(
        ChainQueryService,
        queryService(head, bootId, () => address),
      );
      grpc.addService(NodeEventsService, {
        subscribe: serverStream((request, gone) => announcer.subscribe(request, AbortSignal.any([ends, gone]))),
      });
    },
  });
  address = server.address;
  const running = announcer.run(ends);
  return {
    address,
    blocks: recording.count,
    notes: recording.notes,
    faults: recording.faults.map(({ message }) => message),
    async stop() {
      stopping.abort();
      await Promise.all([server.stop(), running]);
      recording.close();
    },
  };
}
