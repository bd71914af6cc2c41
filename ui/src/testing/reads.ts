/** How often fields of these are read while something is done with them: its work, on any machine. */
export function reads<T extends object>(all: readonly T[], act: (watched: T[]) => void): number {
  let count = 0;
  const handler: ProxyHandler<T> = {
    get(one, name) {
      count++;
      return Reflect.get(one, name) as unknown;
    },
  };
  act(all.map((one) => new Proxy(one, handler)));
  return count;
}
