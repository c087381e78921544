export const sleep = (millis) => new Promise((over) => setTimeout(over, millis));
