//! The departments of a contact centre, and who works in them.

/// A department.
pub(super) struct Department {
    pub(super) name: &'static str,
    /// Who leads it.
    pub(super) head: &'static str,
    /// Who leads others in it, from the lowest rank up.
    pub(super) leads: [&'static str; 3],
    /// Everybody else.
    pub(super) titles: &'static [&'static str],
    /// Out of how many hundred people how many work here.
    pub(super) weight: usize,
    /// Do its people work where they live, or at the head office?
    pub(super) regional: bool,
    /// What they can do, as free text of their profiles.
    pub(super) skills: &'static [&'static str],
}

/// The title of the user without a manager.
pub(super) const CHIEF: &str = "Chief Executive Officer";
/// The chief's department.
pub(super) const EXECUTIVE: &str = "Executive Office";

/// Every department; the weights make a hundred.
pub(super) const DEPARTMENTS: [Department; 9] = [
    Department {
        name: "Customer Service",
        head: "Director of Customer Service",
        leads: [
            "Team Lead, Customer Service",
            "Customer Service Manager",
            "Senior Customer Service Manager",
        ],
        titles: &[
            "Customer Service Representative",
            "Customer Service Representative",
            "Senior Customer Service Representative",
            "Chat Agent",
            "E-mail Agent",
        ],
        weight: 40,
        regional: true,
        skills: &[
            "De-escalation",
            "Order tracking",
            "Returns",
            "Complaints",
            "Chat",
            "E-mail",
            "Loyalty programme",
        ],
    },
    Department {
        name: "Technical Support",
        head: "Director of Technical Support",
        leads: [
            "Team Lead, Technical Support",
            "Technical Support Manager",
            "Senior Technical Support Manager",
        ],
        titles: &[
            "Support Technician",
            "Support Technician",
            "Support Engineer",
            "Senior Support Engineer",
        ],
        weight: 20,
        regional: true,
        skills: &[
            "Networking",
            "Mobile devices",
            "Firmware",
            "Remote diagnosis",
            "Installation",
            "VoIP",
            "Linux",
        ],
    },
    Department {
        name: "Sales",
        head: "Director of Sales",
        leads: ["Team Lead, Sales", "Sales Manager", "Regional Sales Manager"],
        titles: &[
            "Sales Representative",
            "Inside Sales Representative",
            "Account Manager",
            "Retention Specialist",
        ],
        weight: 14,
        regional: true,
        skills: &[
            "Upselling",
            "Negotiation",
            "Retention",
            "Product demos",
            "Forecasting",
            "Small business",
        ],
    },
    Department {
        name: "Billing",
        head: "Director of Billing",
        leads: ["Team Lead, Billing", "Billing Manager", "Senior Billing Manager"],
        titles: &["Billing Specialist", "Payments Specialist", "Collections Agent"],
        weight: 10,
        regional: true,
        skills: &["Invoicing", "Refunds", "Direct debit", "Dunning", "Fraud prevention"],
    },
    Department {
        name: "Quality and Training",
        head: "Director of Quality and Training",
        leads: ["Quality Lead", "Quality Manager", "Senior Quality Manager"],
        titles: &["Quality Analyst", "Trainer", "Knowledge Editor"],
        weight: 4,
        regional: true,
        skills: &["Coaching", "Call calibration", "Onboarding", "Writing", "Workshops"],
    },
    Department {
        name: "Workforce Management",
        head: "Director of Workforce Management",
        leads: ["Workforce Lead", "Workforce Manager", "Senior Workforce Manager"],
        titles: &["Workforce Planner", "Real-time Analyst", "Scheduler"],
        weight: 3,
        regional: false,
        skills: &["Forecasting", "Scheduling", "Adherence", "Spreadsheets", "SQL"],
    },
    Department {
        name: "Information Technology",
        head: "Chief Information Officer",
        leads: ["IT Lead", "IT Manager", "Senior IT Manager"],
        titles: &[
            "Systems Administrator",
            "Integration Developer",
            "Telephony Engineer",
            "Security Analyst",
        ],
        weight: 4,
        regional: false,
        skills: &["SIP", "Identity management", "Python", "Terraform", "Databases", "Monitoring"],
    },
    Department {
        name: "Human Resources",
        head: "Chief People Officer",
        leads: ["HR Lead", "HR Manager", "Senior HR Manager"],
        titles: &["HR Partner", "Recruiter", "Payroll Specialist"],
        weight: 3,
        regional: false,
        skills: &["Recruiting", "Labour law", "Payroll", "Mediation"],
    },
    Department {
        name: "Finance",
        head: "Chief Financial Officer",
        leads: ["Finance Lead", "Finance Manager", "Senior Finance Manager"],
        titles: &["Accountant", "Controller", "Procurement Specialist"],
        weight: 2,
        regional: false,
        skills: &["Accounting", "Controlling", "Procurement", "Reporting"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_make_a_hundred() {
        assert_eq!(DEPARTMENTS.iter().map(|department| department.weight).sum::<usize>(), 100);
    }
}
