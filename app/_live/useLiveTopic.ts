"use client";
/**
 * Server-rendered data that frames keep current: it lies in the query cache under the topic's key, a snapshot replaces it,
 * a frame changes it. Reducers are pure; several components may read one key.
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import type { Frame, Topic } from "#server/live";
import { listen } from "./connection";

export interface LiveSource<T> {
  network: string;
  topic: Topic;
  /** What else tells this data from other views of the topic. */
  view: string;
  initial: T;
  onSnapshot: (current: T, snapshot: unknown) => T;
  onFrame: (current: T, frame: Frame) => T;
  /** False on pages that do not move, such as an older part of a list. */
  enabled?: boolean;
}

export function useLiveTopic<T>(source: LiveSource<T>): { data: T; update: (change: (current: T) => T) => void } {
  const { network, topic, view, initial, enabled = true } = source;
  const client = useQueryClient();
  const queryKey = ["live", network, topic, view];
  const { data } = useQuery<T>({
    queryKey,
    queryFn: () => initial,
    initialData: initial as T & object,
    enabled: false,
    gcTime: 0,
  });
  const update = (change: (current: T) => T) =>
    client.setQueryData<T>(queryKey, (current) => change(current ?? initial));
  const onSnapshot = useEffectEvent((snapshot: unknown) => update((current) => source.onSnapshot(current, snapshot)));
  const onFrame = useEffectEvent((frame: Frame) => update((current) => source.onFrame(current, frame)));
  useEffect(() => {
    if (!enabled) return;
    return listen(network, topic, {
      onSnapshot: (snapshot) => onSnapshot(snapshot),
      onFrame: (frame) => onFrame(frame),
    });
  }, [network, topic, enabled]);
  // Only a type: with initial data there is never none.
  return { data: data ?? initial, update };
}
