/** The live protocol's types, for both ends. What runs the hub is `#server/live/serve`. */
export type {
  ClientToServerEvents,
  Frame,
  NetworkTopic,
  Reset,
  ServerToClientEvents,
  SubscribeAck,
  SubscribeRequest,
  Topic,
} from "./protocol";
