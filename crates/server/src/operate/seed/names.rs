//! Names of people, from several parts of the world.

/// Names that are found together; each list is separated by spaces.
pub(super) struct Culture {
    pub(super) given: &'static str,
    pub(super) family: &'static str,
    /// The language that its people speak, besides English.
    pub(super) language: Option<&'static str>,
}

/// Every list. The first comes up more often, as in the places where the people work.
pub(super) const CULTURES: [Culture; 12] = [
    Culture {
        given: "Alice Amelia Andrew Anna Ben Brian Carol Charlotte Chloe Daniel Diana Edward Eleanor Emily Emma \
                Ethan George Grace Hannah Harriet Henry Isla Jack James Jane Joshua Laura Liam Lucy Margaret \
                Martha Matthew Michael Nora Oliver Oscar Patrick Rachel Robert Rose Ruth Samuel Sarah Simon \
                Sophie Stephen Theo Thomas Victoria William",
        family: "Adams Allen Baker Barnes Bennett Brooks Brown Butler Campbell Carter Clark Collins Cook Cooper \
                 Davies Edwards Ellis Evans Fisher Foster Gibson Graham Gray Green Griffin Hall Harris Hughes \
                 Hunter Jackson Johnson Jones Kelly King Lewis Marshall Mason Miller Mitchell Moore Morgan \
                 Murphy Palmer Parker Reed Roberts Scott Taylor Turner Walker Ward Watson White Wilson Wright",
        language: None,
    },
    Culture {
        given: "Alejandro Ana Andrés Beatriz Camila Carlos Carmen Catalina Diego Elena Emilio Esteban Fernanda \
                Gabriela Hugo Inés Isabel Javier Joaquín José Juana Lucía Luis Manuel Marisol Mateo Miguel \
                Natalia Pablo Paloma Raúl Ricardo Rosa Santiago Sofía Teresa Valeria Ximena",
        family: "Aguilar Álvarez Blanco Cabrera Castillo Castro Cruz Delgado Díaz Domínguez Fernández Flores \
                 Fuentes García Gómez González Guerrero Herrera Jiménez López Martínez Medina Mendoza Morales \
                 Moreno Muñoz Navarro Ortega Peña Ramírez Reyes Ríos Romero Ruiz Salazar Torres Vargas Vega",
        language: Some("Spanish"),
    },
    Culture {
        given: "Anja Anke Bernd Birgit Christian Claudia Dieter Dirk Eva Florian Frank Gerda Greta Hannes Heike \
                Ingrid Jana Jens Jonas Jürgen Karin Katrin Klaus Lena Lukas Marlene Markus Martin Matthias \
                Nina Petra Rainer Sabine Silke Sven Ulrike Uwe Wolfgang",
        family: "Arnold Bauer Becker Berger Braun Busch Fischer Frank Fuchs Groß Günther Hahn Hartmann Heinrich \
                 Hoffmann Huber Jung Kaiser Keller Klein Koch König Krause Krüger Lang Lehmann Maier Möller \
                 Müller Neumann Peters Richter Roth Schäfer Schmidt Schneider Schulz Schwarz Vogel Wagner Weber \
                 Winkler Wolf Ziegler Zimmermann",
        language: Some("German"),
    },
    Culture {
        given: "Adèle Alain Amélie Antoine Aurélie Bruno Camille Cécile Céline Chantal Clément Damien Élodie Émile \
                Étienne Fabien François Gilles Hélène Henri Jacques Jeanne Julien Lucie Luc Madeleine Marc \
                Marine Mathilde Nathalie Nicolas Noémie Pascal Philippe Quentin René Sylvie Thierry",
        family: "André Arnaud Aubert Barbier Bernard Bertrand Blanchard Bonnet Bouvier Brunet Chevalier Clément \
                 Colin David Dubois Dufour Dumont Dupont Durand Faure Fontaine Fournier Gauthier Girard Guérin \
                 Lambert Laurent Lefèvre Leroy Marchand Mercier Moreau Morel Perrin Petit Renard Rousseau Roux \
                 Simon Vidal",
        language: Some("French"),
    },
    Culture {
        given: "Agnieszka Andrzej Anna Barbara Dariusz Dorota Elżbieta Ewa Grzegorz Halina Iwona Jakub Jan Joanna \
                Kamil Katarzyna Krzysztof Łukasz Magdalena Małgorzata Marcin Marek Marta Michał Monika Paweł \
                Piotr Rafał Renata Stanisław Tomasz Urszula Wojciech Zofia",
        family: "Adamczyk Baran Borkowski Chmielewski Czarnecki Dąbrowski Duda Dudek Górski Grabowski Jankowski \
                 Jaworski Kaczmarek Kamiński Kowalczyk Kowalski Kozłowski Król Kubiak Lewandowski Majewski Mazur \
                 Michalak Nowak Nowicki Ostrowski Pawlak Piotrowski Sikora Szewczyk Walczak Wójcik Wróbel Zając \
                 Zieliński",
        language: Some("Polish"),
    },
    Culture {
        given: "Alessandro Alessia Andrea Antonella Beatrice Carla Chiara Dario Davide Elisa Enrico Fabio Federica \
                Francesca Giacomo Gianluca Giorgia Giovanni Giulia Ilaria Lorenzo Luca Lucia Marco Marta Matteo \
                Nicola Paola Paolo Riccardo Sara Serena Silvia Stefano Valentina Vittoria",
        family: "Amato Barbieri Bellini Bianchi Bruno Caruso Colombo Conti Costa Deluca Esposito Fabbri Ferrari \
                 Ferraro Fontana Galli Gatti Giordano Greco Lombardi Mancini Marini Martini Monti Moretti Neri \
                 Orlando Pellegrini Ricci Rinaldi Rizzo Romano Rossi Russo Santoro Serra Testa Vitale",
        language: Some("Italian"),
    },
    Culture {
        given: "Astrid Axel Birgitta Bjørn Britta Carina Dag Einar Elin Erik Freja Frida Gunnar Håkan Hanna Helga \
                Henrik Ida Ingeborg Jesper Johan Karl Kjell Lars Linnea Lisbet Magnus Maja Mikkel Nils Ola \
                Runa Signe Sigrid Søren Sten Tove Ulf Ylva",
        family: "Andersen Andersson Bakke Berg Bergström Carlsen Dahl Eklund Eriksen Forsberg Fredriksen Gustafsson \
                 Haugen Hansen Holm Jakobsen Jensen Johansson Karlsson Larsen Lindberg Lindqvist Lund Lundgren \
                 Madsen Mortensen Nielsen Nilsson Nygård Olsen Pedersen Rasmussen Sandberg Sjöberg Solberg \
                 Strand Svensson Sørensen Wikström",
        language: Some("Swedish"),
    },
    Culture {
        given: "Abena Ada Adaeze Ade Akosua Ama Amara Babajide Bola Chidi Chinedu Chioma Ebo Efua Emeka Esi Femi \
                Folake Funmi Ifeoma Ikenna Jide Kofi Kwabena Kwame Kweku Ngozi Nkechi Nneka Obi Ola Olumide \
                Sade Segun Tunde Uche Yaa Yemi Zainab",
        family: "Abiodun Acheampong Addo Adebayo Adeyemi Agyeman Ajayi Akande Amoah Ansah Asante Balogun Bello \
                 Boateng Chukwu Danso Darko Eze Ibe Igwe Mensah Nwosu Obi Obiora Ogunleye Ojo Okafor Okeke \
                 Okonkwo Okoro Oladipo Osei Owusu Oyelaran Quaye Sarpong Tetteh Uzoma",
        language: Some("Yoruba"),
    },
    Culture {
        given: "Aarav Aditi Amit Ananya Anil Anjali Arjun Asha Deepak Deepika Divya Gaurav Isha Kavita Kiran Lakshmi \
                Manish Meera Mohan Neha Nikhil Nisha Pooja Pradeep Priya Rahul Rajesh Ravi Rekha Rohan Sandeep \
                Sanjay Shreya Sunita Suresh Vijay Vikram Vivek",
        family: "Agarwal Ahuja Bajaj Banerjee Bhatt Bose Chandra Chatterjee Chopra Das Desai Deshmukh Dutta Gandhi \
                 Ghosh Gupta Iyer Jain Joshi Kapoor Kaur Khanna Kulkarni Kumar Malhotra Mehta Menon Mishra Nair \
                 Patel Pillai Rao Reddy Saxena Sen Shah Sharma Singh Srinivasan Verma",
        language: Some("Hindi"),
    },
    Culture {
        given: "Akari Akira Aoi Ayumi Chiyo Daiki Emi Fumiko Genki Haruka Haruto Hana Hideo Hiroshi Kaito Kana Kazuo \
                Keiko Kenji Kenta Mai Makoto Mei Michiko Miho Naoki Noriko Ren Riku Sakura Satoshi Shinji Sora \
                Takashi Tomoko Yui Yuki Yuto",
        family: "Abe Aoki Arai Endo Fujii Fujita Fukuda Goto Hara Hasegawa Hayashi Ikeda Inoue Ishii Ishikawa Ito \
                 Kato Kimura Kobayashi Kondo Maeda Matsumoto Mori Nakajima Nakamura Nishimura Ogawa Okada Ono \
                 Saito Sakamoto Sasaki Sato Shimizu Suzuki Takahashi Tanaka Ueda Watanabe Yamada Yamamoto Yoshida",
        language: Some("Japanese"),
    },
    Culture {
        given: "Anh Bao Binh Chen Dan Fang Feng Gang Hai Hong Hua Hui Jia Jian Jie Jing Juan Jun Kai Lan Lei Li Lin \
                Linh Mei Min Ming Ning Ping Qiang Rui Shan Tao Thanh Thu Tuan Wei Xin Yan Ying Yong Zhen",
        family: "Bui Cai Cao Chang Chen Cheng Dang Deng Ding Do Duan Feng Fu Gao Guo Han He Ho Hoang Hu Huang Jiang \
                 Le Li Liang Lin Liu Lu Luo Ma Ngo Nguyen Pham Shen Song Sun Tang Tran Vu Wang Wu Xie Xu Yang \
                 Yuan Zhang Zhao Zhou Zhu",
        language: Some("Mandarin"),
    },
    Culture {
        given: "Ahmed Aisha Ali Amina Amir Aya Bilal Dalia Farah Faisal Fatima Hadi Hala Hamza Hassan Huda Ibrahim \
                Jamal Karim Khadija Khalid Laila Lina Mahmoud Mariam Mona Mustafa Nadia Nasser Nour Omar Rania \
                Rashid Salma Samir Samira Tarek Yasmin Youssef Zahra",
        family: "Abbas Abdallah Amin Ansari Aziz Bakri Darwish Fadel Fahmy Farouk Habib Haddad Hamdan Hassan \
                 Hussein Ibrahim Ismail Jaber Kassem Khalil Khoury Mahdi Malik Mansour Mourad Nasr Nasser Osman \
                 Qasim Rahman Saad Said Saleh Salem Shaheen Sharif Suleiman Taha Yousef Zidan",
        language: Some("Arabic"),
    },
];

/// A name in the letters of an e-mail address.
pub(super) fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'á' | 'à' | 'â' | 'ã' | 'ą' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' => out.push('e'),
            'í' | 'ì' | 'î' | 'ï' => out.push('i'),
            'ó' | 'ò' | 'ô' | 'õ' => out.push('o'),
            'ú' | 'ù' | 'û' => out.push('u'),
            'ä' | 'æ' => out.push_str("ae"),
            'å' => out.push_str("aa"),
            'ö' | 'ø' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'ç' | 'ć' => out.push('c'),
            'ł' => out.push('l'),
            'ñ' | 'ń' => out.push('n'),
            'ś' => out.push('s'),
            'ź' | 'ż' => out.push('z'),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_every_name_has_a_plain_one() {
        for culture in &CULTURES {
            for name in culture.given.split_whitespace().chain(culture.family.split_whitespace()) {
                assert!(plain(name).chars().count() >= name.chars().count(), "{name}");
            }
        }
        assert_eq!(plain("Bjørn Müßig-Łoś"), "bjoernmuessiglos");
    }
}
