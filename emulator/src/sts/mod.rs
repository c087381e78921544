//! The `sts` API: a form in, XML out.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html>
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>

mod caller;
mod error;
mod parameters;
mod saml;
mod web_identity;

use ::http::{Method, StatusCode};

use crate::http::{Request, Response, form, header, response, set};
use crate::state::State;
use crate::timestamp::Timestamp;
use crate::xml::Element;
use error::StsError;
use parameters::Parameters;

const VERSION: &str = "2011-06-15";
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// Handles a call of the API; `None` for other requests.
pub(crate) fn handle(state: &mut State, now: Timestamp, request: &Request) -> Option<Response> {
    let parameters = Parameters::new(pairs(request)?);
    let action = parameters.get("Action")?.to_owned();
    if parameters.get("Version") != Some(VERSION) {
        return None;
    }
    let id = state.random.uuid();
    let response = match run(state, now, request, &action, parameters) {
        Ok(result) => succeeded(&action, result, &id),
        Err(denied) => denied.into_response(&id),
    };
    Some(finished(response, now, &id))
}

/// The parameters of a form, or of the query.
fn pairs(request: &Request) -> Option<Vec<(String, String)>> {
    if request.uri().path() != "/" {
        return None;
    }
    match *request.method() {
        Method::POST => {
            let is_form = |it: &str| it.starts_with("application/x-www-form-urlencoded");
            header(request, "content-type").filter(|it| is_form(it))?;
            Some(form(std::str::from_utf8(request.body()).ok()?))
        }
        Method::GET => Some(form(request.uri().query()?)),
        _ => None,
    }
}

// Source: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
fn run(
    state: &mut State,
    now: Timestamp,
    request: &Request,
    action: &str,
    parameters: Parameters,
) -> Result<Vec<Element>, StsError> {
    match action {
        "AssumeRoleWithWebIdentity" => web_identity::assume_role(state, now, parameters),
        "AssumeRoleWithSAML" => saml::assume_role(state, now, parameters),
        "GetCallerIdentity" => caller::get_caller_identity(state, now, request),
        _ => Err(StsError::no_action(action)),
    }
}

fn succeeded(action: &str, result: Vec<Element>, id: &str) -> Response {
    let result = Element::of(&format!("{action}Result"), result);
    let metadata = Element::of("ResponseMetadata", vec![Element::text("RequestId", id)]);
    let root = Element::of(&format!("{action}Response"), vec![result, metadata]);
    let text = root.to_xml(NAMESPACE);
    response(StatusCode::OK, "text/xml", text.into_bytes())
}

fn finished(mut response: Response, now: Timestamp, id: &str) -> Response {
    set(&mut response, "x-amzn-requestid", id);
    if let Ok(date) = jiff::Timestamp::from_second(now.seconds().cast_signed()) {
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        set(&mut response, "date", &date);
    }
    set(&mut response, "access-control-allow-origin", "*");
    let exposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
    set(&mut response, "access-control-expose-headers", exposed);
    response
}
