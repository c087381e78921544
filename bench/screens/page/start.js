// The page of the end-to-end tests; config.json is the demo's.
import start, { mount } from "/index.js";

const [config] = await Promise.all([fetch("/config.json").then((response) => response.json()), start()]);
mount(config.userPoolId, config.clientId, config.domain, `${location.origin}/`, config.endpoint);
