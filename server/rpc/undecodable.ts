/**
 * Requests that are not valid messages. grpc-js answers INTERNAL to them, past all interceptors, as if the fault were the
 * server's: here decoding never throws but yields a marker, and an interceptor answers INVALID_ARGUMENT to it.
 */
import {
  ResponderBuilder,
  Server,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

class Undecodable {}

function tolerant(service: ServiceDefinition): ServiceDefinition {
  const methods = Object.entries(service).map(([name, method]) => [
    name,
    {
      ...method,
      requestDeserialize(bytes: Buffer): unknown {
        try {
          return method.requestDeserialize(bytes);
        } catch {
          return new Undecodable();
        }
      },
    },
  ]);
  return Object.fromEntries(methods) as ServiceDefinition;
}

export class TolerantServer extends Server {
  override addService(service: ServiceDefinition, implementation: UntypedServiceImplementation): void {
    super.addService(tolerant(service), implementation);
  }
}

export const undecodableInterceptor: ServerInterceptor = (method, call) => {
  const listener = new ServerListenerBuilder()
    .withOnReceiveMessage((message, next) => {
      if (!(message instanceof Undecodable)) return next(message);
      call.sendStatus({
        code: status.INVALID_ARGUMENT,
        details: `the request is not a valid message of ${method.path}`,
        metadata: null,
      });
    })
    .build();
  return new ServerInterceptingCall(call, new ResponderBuilder().withStart((next) => next(listener)).build());
};
