import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./kit/tokens.css";
import "./kit/base.css";
import { mount } from "svelte";
import { chooseHost } from "./host/choose";
import { warm } from "./markdown";
import { App } from "./state/app.svelte";
import Window from "./views/Window.svelte";

/** Milliseconds after which a window that is open has nothing better to do. */
const WARM_AFTER = 500;

const app = new App(await chooseHost());
const target = document.getElementById("app");
if (target) mount(Window, { target, props: { app } });
void app.start().then(() => setTimeout(() => void warm(), WARM_AFTER));
