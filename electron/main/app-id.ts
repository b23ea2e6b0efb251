/** The app's name to the system, under which Windows groups its windows, pinned entries and notifications: the package's `appId`. */
export const appId = "org.layerglass.Layerglass";
