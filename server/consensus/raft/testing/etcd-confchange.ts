/** etcd's confchange directives, run through confchange.ts, one file on one configuration, and rendered as etcd does. */
import { type Directive, valuesOf } from "../../testing/datadriven";
import {
  type ChangeStep,
  type Configuration,
  type ConfigurationRefusal,
  type ConfigurationResult,
  changeSimply,
  EMPTY_CONFIGURATION,
  enterJoint,
  leaveJoint,
} from "../confchange";

const REFUSALS: Record<ConfigurationRefusal["code"], string> = {
  alreadyJoint: "config is already joint",
  notJoint: "can't leave a non-joint config",
  jointNow: "can't apply simple config change in joint config",
  noVoters: "can't make a zero-voter config joint",
  allVotersRemoved: "removed all voters",
  tooManyVotersChanged: "more than one voter changed without entering joint config",
};

const STEPS = new Map<string, ChangeStep["type"]>([
  ["v", "voter"],
  ["l", "learner"],
  ["r", "remove"],
  ["u", "update"],
]);

export class ConfigurationRunner {
  private now: Configuration = EMPTY_CONFIGURATION;
  /** etcd counts a directive as an entry of the log. */
  private lastHeight = 0;

  run(directive: Directive): string {
    const after = this.change(directive);
    this.lastHeight++;
    if ("code" in after) return REFUSALS[after.code];
    this.now = after;
    return render(after);
  }

  private change(directive: Directive): ConfigurationResult {
    const { now, lastHeight } = this;
    const steps = directive.input.flatMap(readSteps);
    switch (directive.command) {
      case "simple":
        return changeSimply(now, steps, lastHeight);
      case "enter-joint":
        return enterJoint(now, steps, { lastHeight, autoLeave: valuesOf(directive, "autoleave")?.[0] === "true" });
      case "leave-joint":
        return leaveJoint(now);
      default:
        throw new Error(`${directive.command} is not a directive about configurations`);
    }
  }
}

/** `v1 l2 r3 u4`. etcd ignores node zero, which stands for nobody. */
export function readSteps(line: string): ChangeStep[] {
  return line
    .split(" ")
    .filter((word) => word !== "" && word.slice(1) !== "0")
    .map((word) => {
      const type = STEPS.get(word.slice(0, 1));
      if (!type) throw new Error(`${word} is not a step of a change`);
      return { type, id: word.slice(1) };
    });
}

function render({ incoming, outgoing, learners, learnersNext, autoLeave, tracked }: Configuration): string {
  const head = [
    `voters=${list(incoming)}${outgoing.size > 0 ? `&&${list(outgoing)}` : ""}`,
    ...(learners.size > 0 ? [`learners=${list(learners)}`] : []),
    ...(learnersNext.size > 0 ? [`learners_next=${list(learnersNext)}`] : []),
    ...(autoLeave ? ["autoleave"] : []),
  ].join(" ");
  const lines = sorted(tracked.keys()).map((id) => {
    const known = tracked.get(id);
    return `${id}: StateProbe match=0 next=${known?.nextHeight}${known?.learner ? " learner" : ""}`;
  });
  return [head, ...lines].join("\n");
}

function list(ids: Iterable<string>): string {
  return `(${sorted(ids).join(" ")})`;
}

function sorted(ids: Iterable<string>): string[] {
  return [...ids].sort((left, right) => Number(left) - Number(right));
}
