/** How many popovers and dialogs lie over the page: while there are any, Escape is theirs. */
let open = 0;

export function layerOpened(): () => void {
  open++;
  let closed = false;
  return () => {
    if (closed) return;
    closed = true;
    open--;
  };
}

export function layersOpen(): boolean {
  return open > 0;
}
