// A child as ours behave: says ready over IPC, ends on SIGTERM and when its supervisor is gone.
const [, , mode = "good"] = process.argv;
process.stderr.write(`stub ${mode} ${process.pid}\n`);
if (mode === "bad") {
  process.stderr.write("can't read its settings\n");
  process.exit(3);
}
const end = () => setTimeout(() => process.exit(0), 20);
process.on("SIGTERM", end);
process.on("SIGINT", end);
if (mode !== "stubborn") process.on("disconnect", end);
if (mode !== "silent") process.send?.({ type: "ready", facts: {} });
setInterval(() => {}, 1000);
