/** How much waits for one client: in Socket.IO's own queue, and in the WebSocket below it. */

function sizeOf(data: unknown): number {
  if (typeof data === "string") return data.length;
  return data instanceof Uint8Array ? data.byteLength : 0;
}

/** @param connection engine.io's, whose queue and transport are private in its types */
export function bufferedBytes(connection: object): number {
  const { writeBuffer, transport } = connection as { writeBuffer?: readonly { data?: unknown }[]; transport?: unknown };
  const queued = (writeBuffer ?? []).reduce((sum, packet) => sum + sizeOf(packet.data), 0);
  const below =
    typeof transport === "object" && transport !== null && "socket" in transport
      ? (transport.socket as { bufferedAmount?: unknown } | null)?.bufferedAmount
      : 0;
  return queued + (typeof below === "number" ? below : 0);
}
