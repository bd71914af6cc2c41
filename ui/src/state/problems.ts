export { problemOf } from "../host";
