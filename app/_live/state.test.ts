import { describe, expect, it } from "vitest";
import { ANSWER_MS, connectionState, QUIET_MS } from "./state";

const signs = { connected: true, everConnected: true, cut: false, confirmedAtMs: [100_000], nowMs: 100_500 };

describe("connectionState", () => {
  it("is live while everything is confirmed", () => {
    expect(connectionState(signs)).toBe("live");
    expect(connectionState({ ...signs, confirmedAtMs: [] })).toBe("live");
  });
  it("is stale once one topic is unconfirmed for too long", () => {
    const nowMs = 100_000 + QUIET_MS + ANSWER_MS + 1;
    expect(connectionState({ ...signs, confirmedAtMs: [nowMs, 100_000], nowMs })).toBe("stale");
  });
  it("tells a first attempt from a lost connection", () => {
    expect(connectionState({ ...signs, connected: false, everConnected: false })).toBe("connecting");
    expect(connectionState({ ...signs, connected: false })).toBe("offline");
    expect(connectionState({ ...signs, connected: false, everConnected: false, cut: true })).toBe("offline");
    expect(connectionState({ ...signs, confirmedAtMs: [null] })).toBe("connecting");
  });
});
