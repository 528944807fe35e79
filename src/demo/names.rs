//! Names for people who do not exist. Drawn apart and put together by chance.

use super::dice::Dice;

const FIRST: &str = "Aaliyah Abel Ada Adaeze Aidan Aisha Alfie Alina Amara Amelie Amina Andrei Anya Archie Aria Arjun Ashton Ava \
    Ayaan Bailey Beatrice Bella Blessing Bradley Caleb Callum Carys Casey Charlie Chidi Chloe Connor Courtney Daisy \
    Daniel Darcey Dele Demi Dexter Dylan Ebony Eleri Elijah Ella Elliot Elsie Emre Erin Ethan Evie Ezra Faith Farah \
    Fatima Finley Florence Frankie Freya Gabriel Gethin Grace Hallie Hamza Harley Harper Harvey Hope Ibrahim Imani \
    Imogen Isla Ivy Jack Jada Jaden Jasmine Jayden Jess Joel Jordan Joshua Kacey Kayla Keira Kian Kofi Kyle Lacey \
    Layla Leah Leo Lexi Lily Logan Lola Lucas Luna Maisie Malachi Marley Mason Maya Megan Mia Mila Millie Mohammed \
    Molly Morgan Nathan Nia Niamh Noah Noor Nyah Oakley Olivia Omar Oscar Ottilie Owen Paige Phoebe Poppy Precious \
    Priya Rafael Reece Rhys Riley Robyn Ronan Rosie Roxanne Ruby Ryan Safiya Samira Scarlett Sean Shanice Shay \
    Sienna Skye Sofia Sonny Stanley Summer Tahlia Tamsin Teddy Theo Tia Toby Tyler Uma Victor Violet Willow Xander \
    Yasmin Yusuf Zac Zara Zoe";

const LAST: &str = "Abbott Adeyemi Ahmed Akhtar Aldridge Ali Anderson Appiah Archer Ashby Atkins Bailey Baker Balogun Banerjee \
    Barlow Barrett Begum Bennett Bishop Blackwell Boateng Bond Bradshaw Brooks Bryant Burton Byrne Carter Chapman \
    Chaudhry Clarke Coleman Collins Cooper Cox Crawford Cross Curtis Daley Davies Dawson Dean Dixon Doyle Duffy \
    Eastwood Edwards Ellis Evans Farrell Fisher Fletcher Flynn Foster Francis Gallagher Garner George Gill Goodwin \
    Gordon Grant Gray Green Griffiths Hall Hammond Harding Harris Hartley Hassan Hayes Holland Holt Hopkins Hughes \
    Hussain Ibrahim Ingram Jackson James Jarvis Jenkins John Kaur Kelly Kennedy King Knight Kumar Lambert Lawson Lee \
    Lewis Lloyd Mahmood Marsh Mason Matthews Mensah Miah Miles Miller Mistry Morgan Morris Murphy Nash Newton Nolan \
    Nowak Obi Okafor Oliver Osei Owen Palmer Parker Parsons Patel Payne Pearce Perry Phillips Pope Porter Powell \
    Price Quinn Rahman Reed Reid Reynolds Rhodes Richards Roberts Rose Rowe Russell Saunders Scott Shaw Silva \
    Simpson Singh Stevens Stone Sutton Tate Taylor Thorne Tucker Turner Vaughan Wade Walker Walsh Ward Watts Webb \
    Wells West White Wood Wright Yates Young";

/// First and last names of young people who came to England alone, with the language they speak at home.
const ALONE: &[(&str, &str, &str)] = &[
    (
        "Tigrinya",
        "Abel Bereket Filmon Henok Natnael Robel Selam Yonas",
        "Berhane Ghebremedhin Haile Tekle Tesfay Woldu",
    ),
    ("Arabic", "Ahmad Bilal Hasan Khaled Mustafa Omar Reem Salma", "Abdalla Adam Haddad Idris Osman Saleh"),
    ("Pashto", "Ahmadullah Baryal Hekmat Jawad Rahim Zmarai", "Ahmadzai Hotak Momand Safi Stanekzai"),
    ("Kurdish (Sorani)", "Aram Dilan Hemin Rebaz Shwan Zana", "Aziz Hama Karim Qadir Rashid"),
    ("Dari", "Alireza Farid Mahdi Navid Sohrab", "Haidari Jafari Nazari Rezai"),
    ("Vietnamese", "An Binh Duc Linh Minh Thao", "Dang Ho Nguyen Pham Tran"),
    ("Albanian", "Ardit Besnik Erion Klea Luan", "Bardhi Gjoka Hoxha Leka Marku"),
];

/// Languages of families that have lived here for longer; most need no interpreter.
const AT_HOME: &str = "Polish Urdu Romanian Punjabi Portuguese Bengali Somali";

/// A family name.
pub(super) fn family(dice: &mut Dice) -> &'static str {
    dice.word(LAST)
}

/// A first name.
pub(super) fn first(dice: &mut Dice) -> &'static str {
    dice.word(FIRST)
}

/// The name and language of the `nth` young person who came alone: every language in turn, so that none is missing.
pub(super) fn alone(dice: &mut Dice, nth: usize) -> (String, &'static str) {
    match ALONE.get(nth % ALONE.len()) {
        Some((language, firsts, lasts)) => (format!("{} {}", dice.word(firsts), dice.word(lasts)), language),
        None => (String::new(), ""),
    }
}

/// A language other than English spoken at home.
pub(super) fn language(dice: &mut Dice) -> &'static str {
    dice.word(AT_HOME)
}
