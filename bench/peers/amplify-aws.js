// AWS credentials of a signed-in user.
export { Amplify } from "aws-amplify";
export { fetchAuthSession } from "aws-amplify/auth";
