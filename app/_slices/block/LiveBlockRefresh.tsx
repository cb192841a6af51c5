"use client";
/** A block that is not final yet changes: when a frame says so, the page is read again from the server. */
import { useRouter } from "next/navigation";
import { useLiveTopic } from "#app/live";
import { blocksOfFrame } from "./shape";

export interface LiveBlockRefreshProps {
  network: string;
  hash: string;
  height: number;
}

export function LiveBlockRefresh({ network, hash, height }: LiveBlockRefreshProps) {
  const router = useRouter();
  useLiveTopic<null>({
    network,
    topic: "blocks",
    view: `refresh-${hash}`,
    initial: null,
    onSnapshot: (current) => current,
    onFrame: (current, frame) => {
      if (blocksOfFrame(frame).some((block) => block.hash === hash || block.height === height)) router.refresh();
      return current;
    },
  });
  return null;
}
