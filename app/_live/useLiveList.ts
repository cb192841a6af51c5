"use client";
/** A live list with its hold: what is shown, how many rows wait, and the handlers that hold it under a pointer. */
import { type FocusEvent, useRef } from "react";
import type { Frame, Topic } from "#server/live";
import { type ListShape, type LiveList, receive, receiveSnapshot, release, unhold } from "./live-list";
import { useLiveTopic } from "./useLiveTopic";

export interface LiveListSource<T> {
  network: string;
  topic: Topic;
  view: string;
  initial: readonly T[];
  shape: ListShape<T>;
  /** The rows that a frame brings. */
  itemsOf: (frame: Frame) => readonly T[];
  /** The rows of a snapshot; null leaves the list as it is. */
  snapshotOf: (snapshot: unknown) => readonly T[] | null;
  enabled?: boolean;
}

export function useLiveList<T>({ network, topic, view, initial, shape, enabled = true, ...source }: LiveListSource<T>) {
  const held = useRef(false);
  const { data, update } = useLiveTopic<LiveList<T>>({
    network,
    topic,
    view,
    enabled,
    initial: { rows: initial, waiting: [] },
    onFrame: (list, frame) => receive(list, source.itemsOf(frame), shape, held.current),
    onSnapshot: (list, snapshot) => {
      const items = source.snapshotOf(snapshot);
      return items === null ? list : receiveSnapshot(list, items, shape, held.current);
    },
  });
  const hold = () => {
    held.current = true;
  };
  const letGo = () => {
    held.current = false;
    update((list) => unhold(list, shape));
  };
  return {
    rows: data.rows,
    waitingCount: data.waiting.length,
    show: () => update((list) => release(list, shape)),
    holders: {
      onPointerEnter: hold,
      onPointerLeave: letGo,
      onFocus: (event: FocusEvent) => {
        if (event.target.matches(":focus-visible")) hold();
      },
      onBlur: letGo,
    },
  };
}
