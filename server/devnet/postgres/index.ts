// The embedded Postgres, for whoever starts one: `npm start`'s supervisor and the tests' set-up.

export { type Cluster, clusterUrl, prepareCluster } from "./cluster";
